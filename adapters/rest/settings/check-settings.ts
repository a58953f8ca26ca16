import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';

/** A harmless read that needs our credentials. */
export class RestCheck {
  @IsLiquidTemplate([]) path!: string;
  @IsLiquidRecord([]) query: Record<string, string> = {};
}
