package io.github.hidbpf4j.cli.file;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The files that a command writes. None may also be one that it reads. Each is written to a
 * temporary file beside its place and moved there by {@link #commit}: until then, and if the
 * command fails, the old file stays. {@code -} and {@code /dev/stdout} are the command's standard
 * output; pipes and devices are written directly, as are files in folders where no file can be
 * created.
 */
public final class OutputFiles implements Closeable {
  private static final Path STANDARD_OUTPUT = Path.of("-");
  private static final int MOST_LINKS = 40;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** How many outputs of this process are not in their place yet. */
  private static final AtomicInteger OPEN = new AtomicInteger();

  private record Pending(Path part, Path target) {}

  private final List<Path> inputs;
  private final PrintWriter standardOutput;
  private final Map<String, Path> outputs = new LinkedHashMap<>();
  private final List<Pending> pending = new ArrayList<>();

  /** Creates the outputs of a command that reads these files and has this standard output. */
  public OutputFiles(List<Path> inputs, PrintWriter standardOutput) {
    this.inputs = List.copyOf(inputs);
    this.standardOutput = standardOutput;
  }

  /** Whether any command in this process is writing a file. */
  public static boolean isAnyOpen() {
    return OPEN.get() > 0;
  }

  /** Whether this names the command's standard output. */
  public static boolean isStandardOutput(@Nullable Path file) {
    return file != null
        && (file.equals(STANDARD_OUTPUT)
            || file.equals(Path.of("/dev/stdout"))
            || file.equals(Path.of("/dev/fd/1"))
            || file.equals(Path.of("/proc/self/fd/1")));
  }

  /**
   * Checks an output before anything is opened for writing.
   *
   * @param option the option that names it, for messages; "" if none does
   * @param file the output; null if not requested
   * @throws FileSystemException if it is an input, or another output, under any name
   */
  public void add(String option, @Nullable Path file) throws IOException {
    if (file == null) {
      return;
    }
    String what = option.isEmpty() ? file.toString() : option + " " + file;
    for (Path input : inputs) {
      if (!InputFile.isStandardInput(input) && isSame(file, input)) {
        throw new FileSystemException(
            what, null, "is " + input + ", which is read: expected another file");
      }
    }
    for (Map.Entry<String, Path> other : outputs.entrySet()) {
      if (isSame(file, other.getValue())) {
        throw new FileSystemException(
            what, null, "is also that of " + other.getKey() + ": expected another file");
      }
    }
    outputs.put(option, file);
  }

  /**
   * Checks that standard output is not appended to a file that is read, which would never end.
   *
   * @throws FileSystemException if it is
   */
  public static void refuseAsStandardOutput(List<Path> inputs) throws IOException {
    Path out = Path.of("/proc/self/fd/1");
    for (Path input : inputs) {
      if (Files.isRegularFile(out) && Files.isRegularFile(input) && Files.isSameFile(out, input)) {
        throw new FileSystemException(
            input.toString(), null, "is also standard output: expected another file");
      }
    }
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    if (isStandardOutput(one) || isStandardOutput(other)) {
      return isStandardOutput(one) && isStandardOutput(other);
    }
    Path first = followed(one);
    Path second = followed(other);
    if (Files.exists(first) && Files.exists(second)) {
      // Several may write to a device.
      return Files.isSameFile(first, second) && !isDevice(first);
    }
    return first.equals(second);
  }

  private static boolean isDevice(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  /** The file that symbolic links lead to, whether it exists or not, in its real folder. */
  private static Path followed(Path file) throws IOException {
    Path at = file.toAbsolutePath();
    for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(at); i++) {
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    Path folder = at.getParent();
    Path name = at.getFileName();
    return folder == null || name == null || !Files.isDirectory(folder)
        ? at.normalize()
        : folder.toRealPath().resolve(name).normalize();
  }

  /** A writer of UTF-8 to a file, or to the command's standard output. */
  public Writer writer(Path file) throws IOException {
    if (isStandardOutput(file)) {
      return new FilterWriter(standardOutput) {
        @Override
        public void close() throws IOException {
          flush();
        }
      };
    }
    return new BufferedWriter(new OutputStreamWriter(stream(file), StandardCharsets.UTF_8));
  }

  /** A stream to a file. */
  public OutputStream stream(Path file) throws IOException {
    Path target = followed(file);
    if (Files.isDirectory(target)) {
      throw new FileSystemException(file.toString(), null, "is a directory, expected a file");
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(file.toString());
    }
    boolean there = Files.exists(target);
    if (there && !Files.isWritable(target)) {
      throw new AccessDeniedException(file.toString());
    }
    if (there && !Files.isRegularFile(target)
        || target.startsWith("/dev")
        || target.startsWith("/proc")
        || there && !Files.isWritable(folder)) {
      return new Named(file, Files.newOutputStream(target));
    }
    Path part = part(folder);
    OutputStream out;
    try {
      out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileSystemException e) {
      throw new FileSystemException(
          file.toString(),
          null,
          e instanceof AccessDeniedException ? "permission denied" : e.getReason());
    }
    synchronized (pending) {
      pending.add(new Pending(part, target));
      OPEN.incrementAndGet();
    }
    // If the command is interrupted, nothing of it should remain either.
    part.toFile().deleteOnExit();
    if (there) {
      keepPermissions(target, part);
    }
    return new Named(file, out);
  }

  private static Path part(Path folder) {
    return folder.resolve(
        ".hidbpf-%d-%d.part".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet()));
  }

  private static void keepPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
    if (old != null) {
      Files.setPosixFilePermissions(to, old.readAttributes().permissions());
    }
  }

  /** Moves the files to their places; all writers must be closed. */
  public void commit() throws IOException {
    synchronized (pending) {
      for (Pending each : pending) {
        try {
          Files.move(
              each.part(),
              each.target(),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException _) {
          Files.move(each.part(), each.target(), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      OPEN.addAndGet(-pending.size());
      pending.clear();
    }
  }

  /** Deletes the files that were not moved to their places. */
  @Override
  public void close() {
    synchronized (pending) {
      for (Pending each : pending) {
        try {
          Files.deleteIfExists(each.part());
        } catch (IOException _) {
          // a file that cannot be deleted stays
        }
      }
      OPEN.addAndGet(-pending.size());
      pending.clear();
    }
  }

  /** Adds the file's name to errors. */
  private static final class Named extends FilterOutputStream {
    private final Path file;

    Named(Path file, OutputStream out) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new UnwritableException(file.toString(), e);
      }
    }
  }
}
