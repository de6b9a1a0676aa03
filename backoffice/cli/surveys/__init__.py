"""Commands about the surveys of resources and of occupation."""
