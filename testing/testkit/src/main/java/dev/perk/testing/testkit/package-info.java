/** What tests share: a clock that tests move, and an exchange whose both ends a test plays. */
@NullMarked
package dev.perk.testing.testkit;

import org.jspecify.annotations.NullMarked;
