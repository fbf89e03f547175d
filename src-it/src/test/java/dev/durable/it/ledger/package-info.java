/** An application whose transactional tasks post to a ledger without a unique key: what happens twice is seen there. */
@NullMarked
package dev.durable.it.ledger;

import org.jspecify.annotations.NullMarked;
