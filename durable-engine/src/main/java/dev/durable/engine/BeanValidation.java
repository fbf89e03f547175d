package dev.durable.engine;

import dev.durable.InvalidInputException;
import dev.durable.engine.task.ExecutionFactory;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges inputs by the constraint annotations of their classes. */
record BeanValidation(Validator validator) implements ExecutionFactory.InputCheck {

    @Override
    public void check(String taskId, @Nullable Object input) {
        if (input == null) {
            return;
        }
        String violations = validator.validate(input).stream()
                .map(BeanValidation::text)
                .sorted()
                .collect(Collectors.joining("; "));
        if (!violations.isEmpty()) {
            throw new InvalidInputException("The input of task " + taskId + " is refused: " + violations);
        }
    }

    private static String text(ConstraintViolation<?> violation) {
        String path = violation.getPropertyPath().toString();
        return (path.isEmpty() ? "" : path + " ") + violation.getMessage();
    }
}
