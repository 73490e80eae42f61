/** Code that breaks the rules, to see that they notice. None of it ever runs. */
@NullMarked
package dev.perk.testing.architecture.offences;

import org.jspecify.annotations.NullMarked;
