package io.github.hidbpf4j;

import io.github.hidbpf4j.bpf.btf.BtfValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The contents of a map: keys and values as user space sees them, as bytes and, if the object has
 * BTF for them, as typed values.
 *
 * @param name the map's name
 * @param entries its entries, in the kernel's iteration order
 */
public record MapContents(String name, List<Entry> entries) {
  /** Copies. */
  public MapContents {
    entries = List.copyOf(entries);
  }

  /**
   * An entry.
   *
   * @param key bytes of the key; none for maps without
   * @param value bytes of the value
   * @param typedKey the key by its type
   * @param typedValue the value by its type
   */
  public record Entry(
      byte[] key, byte[] value, Optional<BtfValue> typedKey, Optional<BtfValue> typedValue) {}

  /**
   * {@return the typed values by typed key, in the order of the entries; empty for a map without
   * BTF types}
   */
  public Map<BtfValue, BtfValue> values() {
    return entries.stream()
        .filter(e -> e.typedKey().isPresent() && e.typedValue().isPresent())
        .collect(
            Collectors.toMap(
                e -> e.typedKey().get(),
                e -> e.typedValue().get(),
                (a, b) -> b,
                LinkedHashMap::new));
  }

  /**
   * Finds the value of an integer key.
   *
   * @param key the integer
   * @return its typed value; empty if the map has no such entry or no BTF types
   */
  public Optional<BtfValue> value(long key) {
    return values().entrySet().stream()
        .filter(
            e ->
                switch (e.getKey()) {
                  case BtfValue.Int i -> i.value() == key;
                  case BtfValue.Enumerated i -> i.value() == key;
                  default -> false;
                })
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
