@NullMarked
package dev.perk.api.why;

import org.jspecify.annotations.NullMarked;
