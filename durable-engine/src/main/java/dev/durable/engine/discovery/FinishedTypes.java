package dev.durable.engine.discovery;

import dev.durable.Finished;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * The type arguments of a {@link Finished}, which is put together from the rows of a family and never stored as one.
 *
 * @param input the parent's input type
 * @param runOutput the type of what the parent's body returned beside its children
 */
record FinishedTypes(Type input, Type runOutput) {

    /** Those of a type; empty if it is something else. */
    static Optional<FinishedTypes> of(Type type) {
        return type instanceof ParameterizedType generic && generic.getRawType() == Finished.class
                ? Optional.of(
                        new FinishedTypes(generic.getActualTypeArguments()[0], generic.getActualTypeArguments()[1]))
                : Optional.empty();
    }

    /** The name of the whole type. */
    @Override
    public String toString() {
        return Finished.class.getName() + "<" + input.getTypeName() + ", " + runOutput.getTypeName() + ">";
    }
}
