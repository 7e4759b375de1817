package io.github.hidbpf4j.bpf.btf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Bytes of a program's memory, decoded by their type: a map's key or value, a global variable.
 * Values contain no addresses; created by {@link BtfCodec}.
 */
public sealed interface BtfValue {
  /**
   * An integer of at most 64 bits, {@code bool} included.
   *
   * @param value zero-extended where it is unsigned, sign-extended otherwise
   * @param signed whether its type is
   */
  record Int(long value, boolean signed) implements BtfValue {
    @Override
    public String toString() {
      return signed ? Long.toString(value) : Long.toUnsignedString(value);
    }
  }

  /**
   * A value of an enum.
   *
   * @param value as in {@link Int}
   * @param name the enumerator with this value; empty when there is none
   */
  record Enumerated(long value, String name) implements BtfValue {
    @Override
    public String toString() {
      return name.isEmpty() ? Long.toString(value) : name;
    }
  }

  /**
   * An array of anything but {@code char}.
   *
   * @param elements in order
   */
  record Array(List<BtfValue> elements) implements BtfValue {
    /** Copies the elements. */
    public Array {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      return elements.stream().map(Object::toString).collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /**
   * An array of {@code char}.
   *
   * @param value the text before the first NUL, or all of it, one character per byte
   */
  record Text(String value) implements BtfValue {
    @Override
    public String toString() {
      return '"' + value + '"';
    }
  }

  /**
   * A struct or union. Padding and unnamed bit-fields are left out.
   *
   * @param name its tag; empty when anonymous
   * @param members by name, in order; those of anonymous members are included
   */
  record Struct(String name, Map<String, BtfValue> members) implements BtfValue {
    /** Copies the members, keeping their order. */
    public Struct {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    @Override
    public String toString() {
      return members.entrySet().stream()
          .map(m -> '.' + m.getKey() + " = " + m.getValue())
          .collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /**
   * A value without meaning outside the kernel: a pointer, timer, lock or other kernel object.
   *
   * @param what its type as in C
   */
  record Opaque(String what) implements BtfValue {
    @Override
    public String toString() {
      return "<" + what + ">";
    }
  }

  /**
   * {@return the number of an integer or enum}
   *
   * @throws IllegalStateException when it is neither
   */
  default long asLong() {
    return switch (this) {
      case Int i -> i.value();
      case Enumerated e -> e.value();
      default -> throw new IllegalStateException(this + " is not a number");
    };
  }

  /**
   * {@return the text of an array of {@code char}}
   *
   * @throws IllegalStateException when it is not one
   */
  default String asText() {
    if (this instanceof Text text) {
      return text.value();
    }
    throw new IllegalStateException(this + " is not an array of char");
  }

  /**
   * Looks up a member of a struct or union.
   *
   * @param member its name
   * @return its value
   * @throws IllegalStateException when this is not a struct or union, or has no such member
   */
  default BtfValue get(String member) {
    if (this instanceof Struct struct && struct.members().containsKey(member)) {
      return struct.members().get(member);
    }
    throw new IllegalStateException(
        this instanceof Struct struct
            ? "%s has no member '%s', only %s"
                .formatted(struct.name(), member, struct.members().keySet())
            : "%s is not a struct and has no member '%s'".formatted(this, member));
  }

  /**
   * Looks up an element of an array.
   *
   * @param index from 0
   * @return its value
   * @throws IllegalStateException when this is not an array, or has no such element
   */
  default BtfValue get(int index) {
    if (this instanceof Array array && index >= 0 && index < array.elements().size()) {
      return array.elements().get(index);
    }
    throw new IllegalStateException("%s has no element %d".formatted(this, index));
  }
}
