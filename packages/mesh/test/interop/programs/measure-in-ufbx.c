// What ufbx finds in FBX files: `measure-in-ufbx a.fbx b.fbx` writes a line of JSON for each, in metres, Y up.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ufbx.h"

typedef struct {
  size_t triangles;
  double area, volume;
  ufbx_vec3 min, max;
} measures;

static ufbx_vec3 minus(ufbx_vec3 a, ufbx_vec3 b) { return (ufbx_vec3){ .x = a.x - b.x, .y = a.y - b.y, .z = a.z - b.z }; }
static ufbx_vec3 cross(ufbx_vec3 a, ufbx_vec3 b) { return (ufbx_vec3){ .x = a.y * b.z - a.z * b.y, .y = a.z * b.x - a.x * b.z, .z = a.x * b.y - a.y * b.x }; }
static double dot(ufbx_vec3 a, ufbx_vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

static void add(measures *found, const ufbx_vec3 corners[3]) {
  ufbx_vec3 normal = cross(minus(corners[1], corners[0]), minus(corners[2], corners[0]));
  found->triangles += 1;
  found->area += sqrt(dot(normal, normal)) / 2;
  found->volume += dot(corners[0], cross(corners[1], corners[2])) / 6;
  for (int corner = 0; corner < 3; corner++) {
    for (int axis = 0; axis < 3; axis++) {
      found->min.v[axis] = fmin(found->min.v[axis], corners[corner].v[axis]);
      found->max.v[axis] = fmax(found->max.v[axis], corners[corner].v[axis]);
    }
  }
}

/* As it is at rest: moved by its bones and shapes where it has some. */
static void measure_mesh(measures *found, const ufbx_node *node) {
  const ufbx_mesh *mesh = node->mesh;
  const ufbx_vertex_vec3 *positions = mesh->skinned_position.exists ? &mesh->skinned_position : &mesh->vertex_position;
  int is_local = !mesh->skinned_position.exists || mesh->skinned_is_local;
  uint32_t *indices = malloc(mesh->max_face_triangles * 3 * sizeof(uint32_t));
  for (size_t face = 0; face < mesh->faces.count; face++) {
    uint32_t count = ufbx_triangulate_face(indices, mesh->max_face_triangles * 3, mesh, mesh->faces.data[face]);
    for (uint32_t triangle = 0; triangle < count; triangle++) {
      ufbx_vec3 corners[3];
      for (int corner = 0; corner < 3; corner++) {
        ufbx_vec3 position = ufbx_get_vertex_vec3(positions, indices[3 * triangle + corner]);
        corners[corner] = is_local ? ufbx_transform_position(&node->geometry_to_world, position) : position;
      }
      add(found, corners);
    }
  }
  free(indices);
}

static void say_words(const char *words) {
  for (; *words; words++) {
    if (*words == '"' || *words == '\\') putchar('\\');
    putchar((unsigned char)*words < ' ' ? ' ' : *words);
  }
}

static int has_uv_set(const ufbx_mesh *mesh, ufbx_string name) {
  for (size_t set = 0; set < mesh->uv_sets.count; set++) if (strcmp(mesh->uv_sets.data[set].name.data, name.data) == 0) return 1;
  return 0;
}

/* Textures of what it wears that lie by coordinates which it has not. */
static void say_homeless(const ufbx_node *node, const char **comma) {
  const ufbx_mesh *mesh = node->mesh;
  if (!mesh || mesh->uv_sets.count == 0) return;
  for (size_t material = 0; material < node->materials.count; material++) {
    ufbx_material_texture_list textures = node->materials.data[material]->textures;
    for (size_t at = 0; at < textures.count; at++) {
      const ufbx_texture *texture = textures.data[at].texture;
      if (has_uv_set(mesh, texture->uv_set)) continue;
      printf("%s\"", *comma);
      say_words(texture->name.data);
      printf(" by ");
      say_words(texture->uv_set.data);
      printf("\"");
      *comma = ",";
    }
  }
}

int main(int count, char **paths) {
  ufbx_load_opts options = { .evaluate_skinning = true, .target_axes = ufbx_axes_right_handed_y_up, .target_unit_meters = 1.0, .clean_skin_weights = true };
  for (int file = 1; file < count; file++) {
    ufbx_error error;
    ufbx_scene *scene = ufbx_load_file(paths[file], &options, &error);
    printf("{\"path\":\"");
    say_words(paths[file]);
    if (!scene) {
      printf("\",\"error\":\"");
      say_words(error.description.data);
      printf("\"}\n");
      continue;
    }
    measures found = { .min = { .x = INFINITY, .y = INFINITY, .z = INFINITY }, .max = { .x = -INFINITY, .y = -INFINITY, .z = -INFINITY } };
    for (size_t node = 0; node < scene->nodes.count; node++) if (scene->nodes.data[node]->mesh) measure_mesh(&found, scene->nodes.data[node]);
    printf("\",\"triangles\":%zu,\"area\":%.17g,\"volume\":%.17g,\"min\":[%.17g,%.17g,%.17g],\"max\":[%.17g,%.17g,%.17g],\"missing\":[", found.triangles, found.area, found.volume, found.min.x, found.min.y, found.min.z, found.max.x, found.max.y, found.max.z);
    const char *comma = "";
    for (size_t texture = 0; texture < scene->textures.count; texture++) {
      if (scene->textures.data[texture]->content.size > 0) continue;
      printf("%s\"", comma);
      say_words(scene->textures.data[texture]->name.data);
      printf("\"");
      comma = ",";
    }
    printf("],\"homeless\":[");
    comma = "";
    for (size_t node = 0; node < scene->nodes.count; node++) say_homeless(scene->nodes.data[node], &comma);
    printf("],\"warnings\":[");
    comma = "";
    for (size_t warning = 0; warning < scene->metadata.warnings.count; warning++) {
      printf("%s\"", comma);
      say_words(scene->metadata.warnings.data[warning].description.data);
      printf("\"");
      comma = ",";
    }
    printf("]}\n");
    ufbx_free_scene(scene);
  }
  return 0;
}
