package dev.durable.it.application;

import jakarta.enterprise.context.RequestScoped;

/** Lives as long as one request, or one attempt. */
@RequestScoped
public class Visitor {

    private int calls;

    int call() {
        return ++calls;
    }
}
