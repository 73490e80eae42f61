/** What tests share: a clock that tests move. */
@NullMarked
package dev.perk.testing.testkit;

import org.jspecify.annotations.NullMarked;
