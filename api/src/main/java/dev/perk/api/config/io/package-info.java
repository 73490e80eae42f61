/** Reads the configuration that Perk ships from its own jar. */
@NullMarked
package dev.perk.api.config.io;

import org.jspecify.annotations.NullMarked;
