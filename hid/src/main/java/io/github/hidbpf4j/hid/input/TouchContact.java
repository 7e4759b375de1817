package io.github.hidbpf4j.hid.input;

import org.jspecify.annotations.Nullable;

/** The location of the values of one contact in a report ({@code struct mt_usages}). */
final class TouchContact {
  /** The parts of a contact. */
  enum Part {
    X,
    Y,
    CENTRE_X,
    CENTRE_Y,
    PRESSURE,
    WIDTH,
    HEIGHT,
    AZIMUTH,
    CONTACT_ID,
    TIP,
    IN_RANGE,
    CONFIDENCE
  }

  private static final int PARTS = Part.values().length;

  private final @Nullable MappedField[] fields = new @Nullable MappedField[PARTS];
  private final int[] indexes = new int[PARTS];

  boolean has(Part part) {
    return fields[part.ordinal()] != null;
  }

  void put(Part part, MappedField field, int index) {
    fields[part.ordinal()] = field;
    indexes[part.ordinal()] = index;
  }

  /** The value in the report before last; 0 if it has none. */
  int get(Part part) {
    MappedField field = fields[part.ordinal()];
    return field == null ? 0 : field.values[indexes[part.ordinal()]];
  }

  /** A boolean state: the kernel reads one byte of the value. */
  boolean is(Part part, boolean ifAbsent) {
    return has(part) ? (get(part) & 0xff) != 0 : ifAbsent;
  }
}
