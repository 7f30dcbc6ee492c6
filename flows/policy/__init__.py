"""The rules of section 6 as small pure functions over dates and facts."""
