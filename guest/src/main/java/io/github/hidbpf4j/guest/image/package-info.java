/**
 * What a guest's kernel is read from: packages, folders, boot images; and its modules, in the order
 * in which they are loaded. Nothing of it is run here.
 */
@NullMarked
package io.github.hidbpf4j.guest.image;

import org.jspecify.annotations.NullMarked;
