-- What the search keeps beside persons and buildings.
SELECT refill_search_keys()
