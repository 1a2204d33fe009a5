"""What must survive: written and on the disk before the thing itself is done."""
