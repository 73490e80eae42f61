@NullMarked
package dev.perk.api.config;

import org.jspecify.annotations.NullMarked;
