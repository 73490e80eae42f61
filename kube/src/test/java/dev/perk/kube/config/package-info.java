@NullMarked
package dev.perk.kube.config;

import org.jspecify.annotations.NullMarked;
