import type { OperatorDependencies } from '../deliveries/operator.js';

export interface CatalogueDependencies extends OperatorDependencies {
  readonly exit: (status: number) => void;
}
