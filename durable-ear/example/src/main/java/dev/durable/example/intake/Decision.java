package dev.durable.example.intake;

/**
 * What somebody decided about a large intake.
 *
 * @param approved whether it is to be catalogued
 * @param by who says so: 1 to 100 characters, no control characters
 */
public record Decision(boolean approved, String by) {

    static final int LONGEST_NAME = 100;

    /**
     * Also the limit of what is stored and shown.
     *
     * @throws IllegalArgumentException if the name is not one
     */
    public Decision {
        if (by.isBlank() || by.length() > LONGEST_NAME || by.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("\"by\" is the name of the person who decides: 1 to " + LONGEST_NAME
                    + " characters, not all of them blank, no control characters");
        }
    }

    /** As people say it. */
    String inWords() {
        return (approved ? "approved by " : "rejected by ") + by;
    }
}
