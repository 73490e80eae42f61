@NullMarked
package dev.perk.api.config.io;

import org.jspecify.annotations.NullMarked;
