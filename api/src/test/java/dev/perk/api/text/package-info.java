@NullMarked
package dev.perk.api.text;

import org.jspecify.annotations.NullMarked;
