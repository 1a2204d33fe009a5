"""The citizen's screen: draws what it is told, gives back what is touched, owns nothing."""
