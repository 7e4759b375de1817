package io.github.hidbpf4j.bpf.memory;

/**
 * The host has no space for the memory of programs, which is a file in the directory for temporary
 * files ({@code java.io.tmpdir}). Not the fault of a program: hence neither a {@link
 * io.github.hidbpf4j.bpf.BpfException} nor -ENOMEM, which is the result of a full arena ({@link
 * OutOfArenaException}). The current run is abandoned, and its kernel can no longer be used.
 */
public final class NoSpaceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String REMEDY =
      ": make room there, or name another folder with JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER";

  NoSpaceException(String message) {
    super("memory of programs: " + message + REMEDY);
  }

  NoSpaceException(String message, Throwable cause) {
    super("memory of programs: " + message + REMEDY, cause);
  }
}
