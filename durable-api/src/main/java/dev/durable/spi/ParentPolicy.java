package dev.durable.spi;

import dev.durable.ChildFailurePolicy;

/**
 * What advancing a parent needs, stored with it when its body has returned, so that any executor can advance it
 * whether or not it knows the task.
 *
 * @param onChildFailure what a child's failure does
 * @param finalizeTaskId the task of the combining step; the parent's own where a method of its bean combines
 */
public record ParentPolicy(ChildFailurePolicy onChildFailure, String finalizeTaskId) {}
