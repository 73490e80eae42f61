@NullMarked
package dev.perk.api.condition;

import org.jspecify.annotations.NullMarked;
