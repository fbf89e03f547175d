/**
 * The application proper: an {@link dev.durable.example.intake.Intakes intake} stores an upload and enqueues {@link
 * dev.durable.example.intake.CatalogueIntake}, which spawns one {@link dev.durable.example.intake.DescribeDocument} for
 * each document and combines their descriptions into one catalogue entry.
 */
@NullMarked
package dev.durable.example.intake;

import org.jspecify.annotations.NullMarked;
