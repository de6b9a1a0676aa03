"""The few: the cases of the five guides, and the cases that trainees practise on."""
