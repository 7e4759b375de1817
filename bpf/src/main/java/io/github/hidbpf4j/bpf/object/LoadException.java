package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.BpfException;

/**
 * An object, or a part of it, that cannot be loaded: the message is one line that starts with the
 * kind and the quoted name of its subject ({@code prog 'x':}, {@code map 'y':}) and ends with the
 * file.
 */
public final class LoadException extends BpfException {
  private static final long serialVersionUID = 1L;

  private LoadException(String message) {
    super(message);
  }

  /**
   * {@return an error whose message names its subject and the file}
   *
   * @param file object file name
   * @param kind kind of the subject: {@code prog}, {@code map}, {@code sec}, {@code extern (func
   *     ksym)}, ...
   * @param name name of the subject
   * @param text what is wrong with it
   */
  public static LoadException of(String file, String kind, String name, String text) {
    return new LoadException("%s '%s': %s (in %s)".formatted(kind, name, text, file));
  }

  /** Creates an error in a program. */
  static LoadException program(String file, String name, String text) {
    return of(file, "prog", name, text);
  }

  /** Creates an error in a map. */
  static LoadException map(String file, String name, String text) {
    return of(file, "map", name, text);
  }

  /** Creates an error in a section. */
  static LoadException section(String file, String name, String text) {
    return of(file, "sec", name, text);
  }
}
