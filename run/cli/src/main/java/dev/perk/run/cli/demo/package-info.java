/**
 * {@code perk demo}: a standalone Perk, a user and their customers, all in one process and gone
 * afterwards.
 *
 * <p>The demo talks to Perk as a user does, over its HTTPS API and its gateway. What it draws
 * beside that (pods, cold starts) it reads from the {@code Standalone} that it started.
 */
@NullMarked
package dev.perk.run.cli.demo;

import org.jspecify.annotations.NullMarked;
