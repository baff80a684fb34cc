// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.http;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.List;
import java.util.Map;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.http.Refusal;

/** Reader of JSON bodies: it takes only what a body's shape says, and names the field that is wrong. */
public final class JsonBody {
    private static final ObjectMapper JSON = mapper();

    private JsonBody() {}

    private static ObjectMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .enable(
                        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withConfigOverride(
                        List.class, list -> list.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)));
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            builder.withCoercionConfig(LogicalType.Textual, config -> config.setCoercion(shape, CoercionAction.Fail));
        }
        return builder.build();
    }

    /**
     * Reads a body.
     *
     * @param type record whose components are the shape's fields
     * @throws Refusal with status 400 and a sentence that names the field
     */
    public static <B> B parse(String json, Class<B> type, Shape shape) {
        JsonNode tree = tree(json, shape);
        try {
            return JSON.treeToValue(tree, type);
        } catch (UnrecognizedPropertyException e) {
            throw Refusal.of(
                    400,
                    "There is no field '" + VisibleText.quoted(e.getPropertyName()) + "'; there are "
                            + String.join(", ", shape.fields()) + ".");
        } catch (JsonMappingException e) {
            String field = e.getPath().getFirst().getFieldName();
            throw Refusal.of(
                    400,
                    "The field " + field + " is "
                            + VisibleText.quoted(tree.get(field).toString()) + " but must be "
                            + expected(shape.property(field)) + ".");
        } catch (JsonProcessingException e) {
            throw shapeless(shape);
        }
    }

    private static JsonNode tree(String json, Shape shape) {
        try {
            JsonNode tree = JSON.readTree(json);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            throw shapeless(shape);
        }
        throw shapeless(shape);
    }

    private static Refusal shapeless(Shape shape) {
        List<String> others = shape.fields().stream()
                .filter(field -> !shape.required().contains(field))
                .toList();
        return Refusal.of(
                400,
                "The body must be one JSON object with " + String.join(" and ", shape.required())
                        + (others.isEmpty() ? "" : "; it may have " + String.join(", ", others)) + ".");
    }

    private static String expected(Map<String, Object> words) {
        String range = words.containsKey("minimum") && words.containsKey("maximum")
                ? " from " + words.get("minimum") + " to " + words.get("maximum")
                : "";
        return switch (words.get("type").toString()) {
            case "integer" -> "a whole number" + range;
            case "number" -> "a number" + range;
            case "boolean" -> "true or false";
            case "array" -> "a list, each element " + expected(items(words));
            default -> "a text";
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> items(Map<String, Object> words) {
        return (Map<String, Object>) words.get("items");
    }
}
