package dev.durable.spi.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.durable.spi.TaskExecutionStore;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Rules on the names in code, for the architecture tests of each module. A name has the words of the glossary, and each
 * of them has one meaning.
 */
public final class Names {

    private static final Pattern SECOND_MEANINGS = Pattern.compile("(^|[._-])("
            + "finali[sz]e[a-z]*|lapsed?|news|told|late|closed|lawful|finish|complete|advance|expire|expires?_at|expiry|expires"
            + "|release|requests?|requested_at)($|[._-])");

    private Names() {}

    /**
     * Whether the name of a configuration key, a column, an index, a constraint or a metric has a word that the glossary
     * does not use, or uses for something else. The expiry of a claim says that it is the claim's.
     */
    public static boolean hasASecondMeaning(String name) {
        return SECOND_MEANINGS
                .matcher(name.toLowerCase(Locale.ROOT).replace("claim_expires", "claim"))
                .find();
    }

    @ArchTest
    static final ArchRule classesHaveTheWordsOfTheGlossary = classes()
            .should(
                    haveNoneOf(
                            "finali[sz]e|lapse|hand_back|handed_back|give_back|given_back|news|told|untold|lawful|request(?!_scope)"))
            .because("one thing has one word, so that a search for it finds all of it: combine, expire, return a claim,"
                    + " notified, allowed, command");

    @ArchTest
    static final ArchRule membersHaveTheWordsOfTheGlossary = members()
            .should(haveNoneOf(
                    "finali[sz]e[sdr]?|lapse[sd]?|hand_back|handed_back|give_back|given_back|news|told|untold|lawful"))
            .because("one thing has one word, so that a search for it finds all of it: combine, expire, return a claim,"
                    + " notified, allowed");

    @ArchTest
    static final ArchRule aCallersCancelOrWakeIsACommand = members()
            .that()
            .doNotHaveName("requestScope")
            .should(beginWithNoneOf("requests?|requested"))
            .because("a request is HTTP's or CDI's; what a caller stores to be applied after its commit is a command");

    @ArchTest
    static final ArchRule aDeadlineIsAnExecutionsAndDoesNotHoldTimeouts = members()
            .that()
            .areDeclaredInClassesThat()
            .haveSimpleNameContaining("Deadline")
            .should(haveNoneOf("timeouts?"))
            .allowEmptyShould(true)
            .because(
                    "a timeout ends an attempt, a deadline ends an execution: who reads one must not think of the other");

    @ArchTest
    static final ArchRule onlyClaimsLeasesAndWaitsExpire = members()
            .should(neverBeNamed("expire|expires|expired|expires_at|expiry"))
            .because("a claim expires and a lease expires, at different times: the name says which of the two");

    @ArchTest
    static final ArchRule theVerbsOfAStoreAreThoseOfTheGlossary = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAssignableTo(TaskExecutionStore.class)
            .and()
            .arePublic()
            .and()
            .doNotHaveName("release")
            .should(beginWithNoneOf("finish|complete|advance|request|release"))
            .allowEmptyShould(true)
            .because("finished and completed are statuses, a parent advances, and a lease is released: a store writes"
                    + " back, sweeps, and returns claims");

    private static <T extends HasName> ArchCondition<T> haveNoneOf(String words) {
        return named("have none of the words " + words, "(.*_)?(" + words + ")(_.*)?");
    }

    private static <T extends HasName> ArchCondition<T> beginWithNoneOf(String words) {
        return named("begin with none of the words " + words, "(" + words + ")(_.*)?");
    }

    private static <T extends HasName> ArchCondition<T> neverBeNamed(String names) {
        return named("not be named " + names, names);
    }

    private static <T extends HasName> ArchCondition<T> named(String description, String forbidden) {
        Pattern pattern = Pattern.compile(forbidden);
        return new ArchCondition<>(description) {
            @Override
            public void check(T item, ConditionEvents events) {
                String name = item instanceof JavaClass type ? type.getSimpleName() : item.getName();
                if (pattern.matcher(words(name)).matches()) {
                    String where = item instanceof JavaMember member ? member.getFullName() : item.getName();
                    events.add(SimpleConditionEvent.violated(item, where + " is a name with " + words(name)));
                }
            }
        };
    }

    /** The words of a name, in lower case and with underscores between them: handBack and HAND_BACK are hand_back. */
    private static String words(String name) {
        return String.join("_", List.of(name.split("(?<=[a-z0-9])(?=[A-Z])"))).toLowerCase(Locale.ROOT);
    }
}
