@NullMarked
package dev.perk.api.defaults;

import org.jspecify.annotations.NullMarked;
