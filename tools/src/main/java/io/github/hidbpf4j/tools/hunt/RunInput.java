package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a program is run with.
 *
 * @param data the context of a syscall program, or a packet with its Ethernet header
 * @param maps contents of its maps, in their order; null for one that is left as it is
 */
record RunInput(byte[] data, List<@Nullable Contents> maps) {
  private static final int ENTRIES = 8;
  private static final int KEYS = 12;
  private static final byte[] IPV4 = {8, 0};
  private static final int ETHERNET_TYPE = 12;

  /** All entries of a map: keys, and the value of each. */
  record Contents(List<byte[]> keys, List<byte[]> values) {}

  /** Random ones, the same for the same seed: most numbers are small, or have few bits. */
  static RunInput of(long seed, int dataSize, boolean isPacket, List<MapSpec> maps) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] data = bytes(random, dataSize);
    if (isPacket) {
      System.arraycopy(IPV4, 0, data, ETHERNET_TYPE, IPV4.length);
    }
    List<@Nullable Contents> contents = new ArrayList<>();
    for (MapSpec map : maps) {
      contents.add(isConstant(map) ? null : contents(random, map));
    }
    return new RunInput(data, contents);
  }

  /** Whether programs and user space only read it. */
  static boolean isConstant(MapSpec map) {
    return map.frozen() || (map.flags() & MapSpec.F_RDONLY_PROG) != 0;
  }

  private static Contents contents(SplittableRandom random, MapSpec map) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    boolean isArray = map.type() == MapType.ARRAY;
    int most = (int) Math.min(map.maxEntries(), ENTRIES);
    int count = isArray ? most : random.nextInt(most + 1);
    int first = random.nextInt(KEYS);
    for (int i = 0; i < count; i++) {
      keys.add(key(map.keySize(), isArray ? i : (first + 5 * i) % KEYS));
      values.add(bytes(random, map.valueSize()));
    }
    return new Contents(keys, values);
  }

  private static byte[] key(int size, int number) {
    byte[] key = new byte[size];
    for (int i = 0; i < Math.min(size, Integer.BYTES); i++) {
      key[i] = (byte) (number >> 8 * i);
    }
    return key;
  }

  private static byte[] bytes(SplittableRandom random, int size) {
    ByteBuffer bytes = ByteBuffer.allocate((size + 7) / 8 * 8).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putLong(word(random));
    }
    return Arrays.copyOf(bytes.array(), size);
  }

  private static long word(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(-4, 5);
      case 1 -> random.nextInt(64);
      case 2 -> 1L << random.nextInt(64);
      case 3 -> random.nextInt();
      case 4 -> (long) random.nextInt(8) << 32 | random.nextInt(256);
      default -> random.nextLong();
    };
  }

  void write(DataOutputStream out) throws IOException {
    RawProgram.bytes(out, data);
    out.writeInt(maps.size());
    for (Contents map : maps) {
      out.writeInt(map == null ? -1 : map.keys().size());
      for (int i = 0; map != null && i < map.keys().size(); i++) {
        RawProgram.bytes(out, map.keys().get(i));
        RawProgram.bytes(out, map.values().get(i));
      }
    }
  }

  static RunInput read(DataInputStream in) throws IOException {
    byte[] data = RawProgram.bytes(in);
    List<@Nullable Contents> maps = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      int count = in.readInt();
      List<byte[]> keys = new ArrayList<>();
      List<byte[]> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        keys.add(RawProgram.bytes(in));
        values.add(RawProgram.bytes(in));
      }
      maps.add(count < 0 ? null : new Contents(keys, values));
    }
    return new RunInput(data, maps);
  }
}
