/** Services and entities to add: their ids may be left out. */
import { type Fields, uuid } from '../fields.ts';
import { type Entity, entityFields, type Service, serviceFields } from './catalog.ts';

/** The fields of a service to add. */
export const newServiceFields: Fields<Partial<Service>> = {
  ...serviceFields,
  serviceId: uuid("The service's id. Default: generated."),
};

/** The fields of an entity to add. */
export const newEntityFields: Fields<Partial<Entity>> = {
  ...entityFields,
  entityId: uuid("The entity's id. Default: generated."),
};
