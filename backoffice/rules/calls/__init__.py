"""The call itself: who may hear what, what makes an agent careful, when to call back."""
