"""`./run bench --platform`: importing, long lists and a hundred people at once, on the platform as it is shipped."""
