"""With what money: budgets, what they pay, what is reserved."""
