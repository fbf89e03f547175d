package dev.durable.engine.discovery;

import jakarta.decorator.Decorator;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.Modifier;
import java.util.Optional;

/** Why an annotated class can never become a task bean. CDI passes over most of these without a word. */
final class Misplaced {

    private Misplaced() {}

    static Optional<String> reason(AnnotatedType<?> type) {
        Class<?> raw = type.getJavaClass();
        if (type.isAnnotationPresent(Interceptor.class)) {
            return Optional.of("an interceptor");
        }
        if (type.isAnnotationPresent(Decorator.class)) {
            return Optional.of("a decorator");
        }
        if (raw.isInterface()) {
            return Optional.of("an interface");
        }
        if (raw.isEnum()) {
            return Optional.of("an enum");
        }
        if (Modifier.isAbstract(raw.getModifiers())) {
            return Optional.of("an abstract class");
        }
        if (raw.getEnclosingClass() != null && !Modifier.isStatic(raw.getModifiers())) {
            return Optional.of("an inner class that is not static");
        }
        boolean created = type.getConstructors().stream()
                .anyMatch(constructor ->
                        constructor.getParameters().isEmpty() || constructor.isAnnotationPresent(Inject.class));
        return created ? Optional.empty() : Optional.of("a class without a constructor that CDI can call");
    }
}
