"""The words of the grammar: classes, predicates, frames."""
