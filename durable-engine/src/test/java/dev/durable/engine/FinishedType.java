package dev.durable.engine;

import dev.durable.Finished;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The type of what a combine step takes, as a task declares it. */
public record FinishedType(Type input, Type runOutput) implements ParameterizedType {

    @Override
    public Type[] getActualTypeArguments() {
        return new Type[] {input, runOutput};
    }

    @Override
    public Type getRawType() {
        return Finished.class;
    }

    @Override
    public @Nullable Type getOwnerType() {
        return null;
    }
}
