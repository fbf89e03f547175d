package dev.durable.example.intake;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.UUID;

/**
 * Which document: the input of {@link DescribeDocument}, and the key of the row that it reads.
 *
 * @param intakeId the intake
 * @param name the document's path in the ZIP
 */
@Embeddable
public record DocumentRef(
        @Column(name = "intake_id") UUID intakeId,
        @Column(name = "name", length = 500) String name) {}
