export { EmulatorControl } from '../../src/adapter-kit/emulator/emulator-control.js';
