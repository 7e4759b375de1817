package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A map as the command line describes it: {@code hash,key=4,value=24,timer@8}. */
final class MapOption {
  /** Special fields of a value, by name: their size and alignment. */
  private static final Map<String, int[]> FIELDS =
      new TreeMap<>(
          Map.of(
              "spin_lock", new int[] {4, 4}, "timer", new int[] {16, 8}, "wq", new int[] {16, 8}));

  private final String text;
  private final Map<Integer, String> fields = new TreeMap<>();
  private @Nullable String name;
  private int key = 4;
  private int value = 8;
  private long entries = 1;
  private int flags;
  private boolean frozen;
  private byte @Nullable [] data;
  private @Nullable MapSpec inner;

  private MapOption(String text) {
    this.text = text;
  }

  /**
   * The map that a text stands for.
   *
   * @param before maps that come before this one
   */
  static MapSpec parse(String text, List<MapSpec> before) {
    MapOption option = new MapOption(text);
    String[] parts = text.split(",", -1);
    MapType type = option.type(parts[0]);
    switch (type) {
      case RINGBUF, USER_RINGBUF -> {
        option.key = 0;
        option.value = 0;
        option.entries = 4096;
      }
      case QUEUE, STACK, BLOOM_FILTER -> option.key = 0;
      case PROG_ARRAY, PERF_EVENT_ARRAY, CGROUP_ARRAY, ARRAY_OF_MAPS, HASH_OF_MAPS, XSKMAP ->
          option.value = 4;
      case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE -> option.entries = 0;
      case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE -> {
        option.key = 8;
        option.entries = 0;
      }
      case ARENA -> {
        option.key = 0;
        option.value = 0;
      }
      default -> {}
    }
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      option.part(part, before);
    }
    return option.spec(type, before.size());
  }

  private Errors.UsageException bad(String what) {
    return new Errors.UsageException("--map %s: %s".formatted(text, what));
  }

  private MapType type(String word) {
    return Arrays.stream(MapType.values())
        .filter(t -> t.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    "no map type '%s', expected one of %s"
                        .formatted(
                            word,
                            Arrays.stream(MapType.values())
                                .map(t -> t.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")))));
  }

  private void part(String part, List<MapSpec> before) {
    int at = part.indexOf('@');
    if (at > 0) {
      String field = part.substring(0, at);
      if (!FIELDS.containsKey(field)) {
        throw bad(
            "no field '%s', expected one of %s"
                .formatted(field, String.join(", ", FIELDS.keySet())));
      }
      fields.put((int) number(field, part.substring(at + 1), Integer.MAX_VALUE), field);
      return;
    }
    String[] words = part.split("=", 2);
    String given = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "key" -> key = (int) number("key", given, Integer.MAX_VALUE);
      case "value" -> value = (int) number("value", given, Integer.MAX_VALUE);
      case "entries" -> entries = number("entries", given, 0xffff_ffffL);
      case "flags" -> flags = (int) number("flags", given, 0xffff_ffffL);
      case "name" -> name = given;
      case "frozen" -> frozen = true;
      case "data" -> {
        byte[] bytes = HexText.decodeBytes("--map " + text, given);
        data = bytes;
        value = bytes.length;
      }
      case "inner" -> {
        int index = (int) number("inner", given, Integer.MAX_VALUE);
        if (index >= before.size()) {
          throw bad("inner=%d: expected the number of a map before this one".formatted(index));
        }
        inner = before.get(index);
      }
      default ->
          throw bad(
              "found '%s', expected key=, value=, entries=, flags=, name=, inner=, data=, frozen or FIELD@OFFSET"
                  .formatted(part));
    }
  }

  private long number(String what, String digits, long most) {
    try {
      long number = Long.decode(digits);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw bad("%s: found '%s', expected a number from 0 to %d".formatted(what, digits, most));
  }

  private MapSpec spec(MapType type, int number) {
    Btf btf = null;
    int keyType = 0;
    int valueType = 0;
    if (!fields.isEmpty() || needsTypes(type)) {
      Btf.Builder types = new Btf.Builder();
      keyType = keyType(types, type);
      valueType = value(types);
      btf = types.build();
    }
    return new MapSpec(
        name == null ? "map" + number : name,
        type,
        key,
        value,
        entries,
        flags,
        btf,
        keyType,
        valueType,
        0,
        0,
        false,
        inner,
        data,
        frozen,
        List.of(),
        null,
        "");
  }

  /** Whether maps of this type need BTF of key and value. */
  private static boolean needsTypes(MapType type) {
    return switch (type) {
      case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE -> true;
      default -> false;
    };
  }

  /**
   * The type of a key, as the map type needs it: an integer if the size allows, a struct for a
   * trie.
   */
  private int keyType(Btf.Builder types, MapType type) {
    if (type == MapType.LPM_TRIE) {
      BtfType.Member all = new BtfType.Member("bytes", bytes(types, key), 0, 0);
      return types.add(new BtfType.Composite(false, "key", key, List.of(all)));
    }
    return key == 4 || key == 8
        ? types.add(new BtfType.Int("u" + key * 8, key, false, false, false, 0, key * 8))
        : bytes(types, key);
  }

  private static int bytes(Btf.Builder types, int count) {
    int octet = types.add(new BtfType.Int("u8", 1, false, false, false, 0, 8));
    return types.add(new BtfType.Array(octet, octet, count));
  }

  /** The type of a value: a struct with the special fields at the given offsets. */
  private int value(Btf.Builder types) {
    List<BtfType.Member> members = new ArrayList<>();
    long end = 0;
    for (Map.Entry<Integer, String> field : fields.entrySet()) {
      int[] shape = FIELDS.getOrDefault(field.getValue(), new int[] {1, 1});
      int offset = field.getKey();
      if (offset % shape[1] != 0 || offset < end || offset + (long) shape[0] > value) {
        throw bad(
            ("%s@%d: expected a multiple of %d, %d bytes before the end of the %d of the value, "
                    + "after the field before it")
                .formatted(field.getValue(), offset, shape[1], shape[0], value));
      }
      int type =
          types.add(new BtfType.Composite(false, "bpf_" + field.getValue(), shape[0], List.of()));
      members.add(new BtfType.Member("field" + offset, type, offset * 8L, 0));
      end = offset + (long) shape[0];
    }
    members.sort(Comparator.comparingLong(BtfType.Member::bitOffset));
    return types.add(new BtfType.Composite(false, "value", value, members));
  }
}
