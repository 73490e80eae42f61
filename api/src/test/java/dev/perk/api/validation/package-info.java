@NullMarked
package dev.perk.api.validation;

import org.jspecify.annotations.NullMarked;
