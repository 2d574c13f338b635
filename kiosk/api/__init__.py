"""What the API's document says: its models, the plan that a phone takes along, and the tallies as objects."""
