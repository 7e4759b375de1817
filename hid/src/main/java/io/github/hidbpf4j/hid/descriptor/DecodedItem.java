package io.github.hidbpf4j.hid.descriptor;

import java.util.ArrayList;
import java.util.List;

/**
 * An item of a report descriptor in words.
 *
 * @param item the item
 * @param depth number of enclosing collections
 * @param text its text as in hid-decode, such as {@code Usage Page (Generic Desktop)}
 */
public record DecodedItem(Item item, int depth, String text) {
  /**
   * The items of a descriptor, valid or not, up to an incomplete item.
   *
   * @param descriptor the bytes of the descriptor
   * @return the items in order
   */
  public static List<DecodedItem> of(byte[] descriptor) {
    List<DecodedItem> items = new ArrayList<>();
    ItemReader reader = new ItemReader(descriptor);
    ItemText words = new ItemText();
    int depth = 0;
    for (Item item = reader.next(); item != null; item = reader.next()) {
      if (item.is(Item.MAIN, Item.END_COLLECTION)) {
        depth = Math.max(0, depth - 1);
      }
      items.add(new DecodedItem(item, depth, words.next(item)));
      if (item.is(Item.MAIN, Item.COLLECTION)) {
        depth++;
      }
    }
    return items;
  }
}
