package io.github.hidbpf4j.guest.runtime;

import io.github.hidbpf4j.guest.GuestException;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes a cpio archive in the format "newc", which Linux unpacks as its initial file system
 * ({@code Documentation/driver-api/early-userspace/buffer-format.rst}). Everything belongs to root
 * and has the same time. A file may contain several archives in sequence.
 */
final class CpioArchive implements Closeable {
  /** 2026-01-01, in seconds: CDS archives check the times of files. */
  static final long TIME = 1_767_225_600L;

  private static final int FOLDER = 0040755;
  private static final int FILE = 0100644;
  private static final int PROGRAM = 0100755;
  private static final int LINK = 0120777;
  private static final int CHARACTER_DEVICE = 0020600;

  /** Kernels skip zeros between archives; this keeps them aligned for whatever follows. */
  private static final int BLOCK = 512;

  private final OutputStream out;
  private final Set<String> folders = new HashSet<>();
  private long at;
  private int inode;

  CpioArchive(OutputStream out) {
    this.out = out;
  }

  /** Adds a folder and its parents. */
  void folder(String name) throws IOException {
    int slash = name.lastIndexOf('/');
    if (slash > 0) {
      folder(name.substring(0, slash));
    }
    if (!name.isEmpty() && folders.add(name)) {
      header(name, FOLDER, 2, 0, 0, 0);
    }
  }

  /**
   * Adds a file.
   *
   * @param name without a leading slash
   */
  void file(String name, byte[] bytes) throws IOException {
    entry(name, FILE, bytes.length, new ByteArrayInputStream(bytes));
  }

  /** Adds a file of the host, which is executable if it is so on the host. */
  void file(String name, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      entry(name, Files.isExecutable(file) ? PROGRAM : FILE, Files.size(file), in);
    }
  }

  /** Adds a symbolic link. */
  void link(String name, String target) throws IOException {
    byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
    entry(name, LINK, bytes.length, new ByteArrayInputStream(bytes));
  }

  /** Adds a character device. */
  void device(String name, int major, int minor) throws IOException {
    parent(name);
    header(name, CHARACTER_DEVICE, 1, 0, major, minor);
  }

  private void entry(String name, int mode, long size, InputStream content) throws IOException {
    if (size > 0xffff_ffffL) {
      throw new GuestException("%s: %d bytes: more than cpio can hold".formatted(name, size));
    }
    parent(name);
    header(name, mode, 1, size, 0, 0);
    long copied = content.transferTo(out);
    if (copied != size) {
      throw new GuestException("%s: changed while it was read".formatted(name));
    }
    at += size;
    pad(4);
  }

  private void parent(String name) throws IOException {
    int slash = name.lastIndexOf('/');
    if (slash > 0) {
      folder(name.substring(0, slash));
    }
  }

  private void header(String name, int mode, int links, long size, int major, int minor)
      throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    boolean trailer = name.equals("TRAILER!!!");
    StringBuilder text = new StringBuilder("070701");
    for (long field :
        new long[] {
          trailer ? 0 : ++inode,
          mode,
          0,
          0,
          links,
          trailer ? 0 : TIME,
          size,
          0,
          0,
          major,
          minor,
          bytes.length + 1,
          0
        }) {
      text.append("%08x".formatted(field));
    }
    byte[] header = text.toString().getBytes(StandardCharsets.US_ASCII);
    out.write(header);
    out.write(bytes);
    out.write(0);
    at += header.length + bytes.length + 1;
    pad(4);
  }

  private void pad(int alignment) throws IOException {
    int padding = (int) (-at & (alignment - 1));
    out.write(new byte[padding]);
    at += padding;
  }

  /** Ends the archive, and closes the stream. */
  @Override
  public void close() throws IOException {
    try (out) {
      header("TRAILER!!!", 0, 1, 0, 0, 0);
      pad(BLOCK);
    }
  }
}
