package io.github.hidbpf4j.bpf.memory;

/**
 * The machine that all runs on has no room for the memory of programs, which lies in a file in the
 * folder of temporary files ({@code java.io.tmpdir}). Nothing that a program did wrong: no {@link
 * io.github.hidbpf4j.bpf.BpfException}, and no -ENOMEM, which is what a full arena gives ({@link
 * OutOfArenaException}). What was running is not finished, and its kernel is good for nothing any
 * more.
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
