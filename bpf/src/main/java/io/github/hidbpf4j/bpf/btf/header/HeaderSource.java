package io.github.hidbpf4j.bpf.btf.header;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A header to parse: its {@code name} in error messages, and its whole {@code text}. */
public record HeaderSource(String name, String text) {
  /**
   * Reads a header that is a resource of a module, and closes the stream.
   *
   * @param in the resource, opened by the module that contains it
   * @throws IllegalStateException when there is no such resource: the module is broken
   */
  public static HeaderSource resource(String name, @Nullable InputStream in) {
    try (in) {
      if (in == null) {
        throw new IllegalStateException("header resource \"" + name + "\" is missing");
      }
      return new HeaderSource(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
