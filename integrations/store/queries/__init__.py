"""What can be read without taking an aggregate out: nothing here locks or writes."""
